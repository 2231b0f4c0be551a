window.YTD.account.part0 = [
  {
    "account" : {
      "email" : "owner@mail.example",
      "createdVia" : "web",
      "username" : "ines_marlow",
      "accountId" : "1001",
      "createdAt" : "2009-05-01T10:00:00.000Z",
      "accountDisplayName" : "Ines Marlow"
    }
  }
]
