rootProject.name = "ledger"

include("app", "money")
