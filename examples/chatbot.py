"""A chatbot that answers from a news archive and shows where from: a complete backend.

    pip install -c constraints.txt '.[serve]' httpx        # in a checkout of nutgraf
    nutgraf index articles/
    LLM_URL=http://localhost:11434/v1 LLM_MODEL=llama3.2 uvicorn --app-dir examples chatbot:app
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
archive = nutgraf.open(os.environ.get("NUTGRAF_INDEX", ".nutgraf"))  # follows the index as it is updated


class Ask(BaseModel):
    """A question from a user of the chatbot."""

    question: str = Field(min_length=1, max_length=500)


@app.post("/ask")
async def ask(request: Ask) -> dict:
    """Answer a question, with the passages that the answer cites."""
    try:
        context = await archive.acontext(request.question, max_tokens=2_000)
    except nutgraf.QuestionError as error:  # blank, or half a character
        raise HTTPException(400, str(error)) from error
    if context.result.verdict.answer == "none":  # so the model gets no chance to invent an answer
        return {"answer": "The archive does not tell.", "citations": []}
    answer = await complete(f"{context.text}\n\nQuestion: {request.question}")
    numbers = {int(number) for number in re.findall(r"\[(\d{1,3})\]", answer)}
    cited = [citation for citation in context.citations if citation.number in numbers]
    quotes = re.findall(r"[\"“]([^\"“”]{12,})[\"”]", answer)
    return {
        "answer": answer,
        "citations": [
            {"number": citation.number, "title": citation.title, "source": citation.source,
             "published": citation.published, "url": citation.url, "passage": citation.id, "text": citation.text}
            for citation in cited
        ],
        # Alleged quotations that occur in none of the cited passages.
        "misquoted": [quote for quote in quotes if not any(archive.verify(quote, citation.id) for citation in cited)],
    }  # fmt: skip


async def complete(prompt: str) -> str:
    """Return the language model's completion."""
    messages = [{"role": "system", "content": SYSTEM}, {"role": "user", "content": prompt}]
    headers = {"Authorization": f"Bearer {KEY}"} if KEY else {}
    try:
        async with httpx.AsyncClient(timeout=60) as client:
            body = {"model": MODEL, "messages": messages, "temperature": 0}
            response = await client.post(f"{URL}/chat/completions", json=body, headers=headers)
            return response.raise_for_status().json()["choices"][0]["message"]["content"]
    except httpx.HTTPError as error:
        raise HTTPException(502, f"the language model did not answer: {type(error).__name__}") from error
