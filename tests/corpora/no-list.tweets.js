window.YTD.tweets.part0 = {"a":1}
