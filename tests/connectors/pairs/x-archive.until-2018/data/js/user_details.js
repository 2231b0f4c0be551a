var user_details =  {
  "screen_name" : "ines_marlow",
  "full_name" : "Ines Marlow",
  "id" : "1001",
  "created_at" : "2009-05-01 10:00:00 +0000"
}
