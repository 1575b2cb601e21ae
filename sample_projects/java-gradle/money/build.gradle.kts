description = "amounts with a currency"
