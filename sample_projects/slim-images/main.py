"""A small report service: sums up the numbers that it is sent."""

from __future__ import annotations

import pandas as pd
from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI(title="reports", version="1.0.0")


class Sale(BaseModel):
    """One line of a till roll."""

    shop: str
    product: str
    amount: int
    price: float


@app.get("/health")
def health() -> dict[str, str]:
    return {"status": "ok"}


@app.post("/report")
def report(sales: list[Sale]) -> list[dict[str, object]]:
    """Turnover by shop and product, the best first."""
    frame = pd.DataFrame([sale.model_dump() for sale in sales])
    if frame.empty:
        return []
    frame["turnover"] = frame["amount"] * frame["price"]
    sums = frame.groupby(["shop", "product"], as_index=False)[["amount", "turnover"]].sum()
    return sums.sort_values("turnover", ascending=False).to_dict(orient="records")


@app.post("/monthly")
def monthly(sales: list[Sale]) -> dict[str, float]:
    """Turnover by shop."""
    sums: dict[str, float] = {}
    for sale in sales:
        sums[sale.shop] = sums.get(sale.shop, 0.0) + sale.amount * sale.price
    return dict(sorted(sums.items(), key=lambda item: item[1], reverse=True))
