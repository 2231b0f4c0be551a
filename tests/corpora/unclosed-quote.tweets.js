window.YTD.tweets.part0 = [
  {
    "tweet" : {
      "id_str" : "1",
      "created_at" : "Tue Dec 06 08:10:01 +0000 2022",
      "full_text" : "one"
    }
  },
  {
    "tweet" : {
      "id_str" : "2",
      "created_at" : "Tue Dec 06 08:10:02 +0000 2022",
      "full_text" : "two
    }
  },
  {
    "tweet" : {
      "id_str" : "3",
      "created_at" : "Tue Dec 06 08:10:03 +0000 2022",
      "full_text" : "three"
    }
  },
  {
    "tweet" : {
      "id_str" : "4",
      "created_at" : "Tue Dec 06 08:10:04 +0000 2022",
      "full_text" : "four"
    }
  }
]
