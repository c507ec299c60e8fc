"""A chatbot that answers from a news archive and shows where from: a complete backend.

    pip install 'nutgraf[serve]' httpx
    nutgraf index articles/
    LLM_URL=http://localhost:11434/v1 LLM_MODEL=llama3.2 uvicorn chatbot:app
    curl localhost:8000/ask --json '{"question": "is China supplying lethal aid?"}'

LLM_URL is any endpoint that speaks OpenAI's chat completions; LLM_KEY is its key, if it wants one.
"""

import os
import re

import httpx
import nutgraf
from fastapi import FastAPI, HTTPException
from pydantic import BaseModel, Field

URL = os.environ.get("LLM_URL", "http://localhost:11434/v1")
MODEL = os.environ.get("LLM_MODEL", "llama3.2")
KEY = os.environ.get("LLM_KEY", "")
SYSTEM = """You answer from the passages of a news archive that you are given, and from nothing else. Answer in at most
three sentences. After each statement cite the passages it rests on, as [1] or [2][3]. Put what you quote word for word
in "quotation marks". If the passages do not hold the answer, say that the archive does not tell."""

app = FastAPI(title="Ask the archive")
archive = nutgraf.open(os.environ.get("NUTGRAF_INDEX", ".nutgraf"))  # follows the index, for as long as we live


class Ask(BaseModel):
    """What a user of the chatbot sends."""

    question: str = Field(min_length=1, max_length=500)


@app.post("/ask")
async def ask(asked: Ask) -> dict:
    """Answer a question, with the passages that the answer cites."""
    context = await archive.acontext(asked.question, max_tokens=2_000)
    if context.result.verdict.answer == "none":  # so no model is asked to make something up
        return {"answer": "The archive does not tell.", "citations": []}
    answer = await complete(f"{context.text}\n\nQuestion: {asked.question}")
    numbers = {int(it) for it in re.findall(r"\[(\d{1,3})\]", answer)}
    cited = [it for it in context.citations if it.number in numbers]
    quotes = re.findall(r"[\"“]([^\"“”]{12,})[\"”]", answer)
    return {
        "answer": answer,
        "citations": [
            {"number": it.number, "title": it.title, "source": it.source, "published": it.published, "url": it.url,
             "passage": it.id, "text": it.text}
            for it in cited
        ],
        # What the model claims to quote, and no passage that it cites has.
        "misquoted": [it for it in quotes if not any(archive.verify(it, citation.id) for citation in cited)],
    }  # fmt: skip


async def complete(prompt: str) -> str:
    """What the language model says."""
    messages = [{"role": "system", "content": SYSTEM}, {"role": "user", "content": prompt}]
    headers = {"Authorization": f"Bearer {KEY}"} if KEY else {}
    try:
        async with httpx.AsyncClient(timeout=60) as client:
            asked = {"model": MODEL, "messages": messages, "temperature": 0}
            said = await client.post(f"{URL}/chat/completions", json=asked, headers=headers)
            return said.raise_for_status().json()["choices"][0]["message"]["content"]
    except httpx.HTTPError as error:
        raise HTTPException(502, f"the language model did not answer: {type(error).__name__}") from error
