package org.example.money;

public record Money(long cents, String currency) {}
