package org.example.ledger;

import org.example.money.Money;

public final class Ledger {
    public static void main(String[] args) {
        System.out.println(new Money(100, "EUR"));
    }
}
