Grailbird.data.tweets_2012_01 = 
 [ {
  "source" : "web",
  "entities" : {
    "user_mentions" : [ {
      "name" : "Tom Reed",
      "screen_name" : "tomreed",
      "indices" : [ 0, 8 ],
      "id_str" : "2002",
      "id" : 2002
    } ],
    "urls" : [ ]
  },
  "geo" : {
  },
  "id_str" : "160000000000000001",
  "text" : "@tomreed happy new year",
  "id" : 160000000000000001,
  "created_at" : "2012-01-01 00:00:10 +0000",
  "user" : {
    "name" : "Ines Marlow",
    "screen_name" : "ines_marlow",
    "protected" : false,
    "id_str" : "1001",
    "id" : 1001
  }
}, {
  "source" : "web",
  "id_str" : "160000000000000000",
  "text" : "older",
  "created_at" : "Sun Jan 01 00:00:05 +0000 2012",
  "user" : {
    "name" : "Ines Marlow",
    "screen_name" : "ines_marlow",
    "id_str" : "1001"
  }
} ]
