package org.example.ledger;

class LedgerTest {
    void startsUp() {
        Ledger.main(new String[0]);
    }
}
