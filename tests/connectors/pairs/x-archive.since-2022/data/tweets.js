window.YTD.tweets.part0 = [
  {
    "tweet" : {
      "edit_info" : { "initial" : { "editTweetIds" : [ "1600000000000000001" ] } },
      "retweeted" : false,
      "entities" : {
        "hashtags" : [ ],
        "symbols" : [ ],
        "user_mentions" : [
          { "name" : "Tom Reed", "screen_name" : "tomreed", "indices" : [ "0", "8" ], "id_str" : "2002", "id" : "2002" }
        ],
        "urls" : [
          { "url" : "https://t.co/abc", "expanded_url" : "https://sponsor.example/phone", "display_url" : "sponsor.example/phone", "indices" : [ "30", "53" ] }
        ]
      },
      "in_reply_to_status_id_str" : "1599999999999999999",
      "id_str" : "1600000000000000001",
      "in_reply_to_user_id" : "2002",
      "truncated" : false,
      "id" : "1600000000000000001",
      "in_reply_to_status_id" : "1599999999999999999",
      "created_at" : "Tue Dec 06 08:10:00 +0000 2022",
      "favorited" : false,
      "full_text" : "@tomreed it was free &amp; I said so &lt;3 https://t.co/abc",
      "lang" : "en",
      "in_reply_to_screen_name" : "tomreed",
      "in_reply_to_user_id_str" : "2002"
    }
  },
  {
    "tweet" : {
      "entities" : { "urls" : [ { "expanded_url" : "https://twitter.com/miaf/status/1500000000000000000" } ] },
      "id_str" : "1600000000000000002",
      "created_at" : "Tue Dec 06 09:00:00 +0000 2022",
      "full_text" : "She has a point https://t.co/def",
      "lang" : "und"
    }
  }
]
