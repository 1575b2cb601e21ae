"""Answers with the class of a picture."""

import json
from pathlib import Path

import onnxruntime
from fastapi import FastAPI

HERE = Path(__file__).parent
LABELS = json.loads((HERE / "data" / "labels.json").read_text())
MODEL = onnxruntime.InferenceSession(str(HERE / "models" / "classifier.onnx"))
app = FastAPI()


@app.get("/labels")
def labels() -> list[str]:
    return LABELS
