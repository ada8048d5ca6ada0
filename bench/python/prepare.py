"""The tutorials' steps with Python's datasets: load, split, write; with --checks also the rules for rows, in plain Python.

usage: prepare.py PARQUET FOLDER [--checks]
"""

import hashlib
import json
import os
import re
import sys

from datasets import load_dataset

ROLES = ("system", "user", "assistant")


def problems(row):
    """What is wrong with a row, as the program's own check sees it."""
    messages = row.get("messages")
    if not isinstance(messages, list) or not messages:
        yield "messages"
        return
    expected = "user"
    for at, message in enumerate(messages):
        if not isinstance(message, dict):
            yield "messages"
            continue
        role, content = message.get("role"), message.get("content")
        if not isinstance(content, str) or not content.strip():
            yield "content"
        if role not in ROLES:
            yield "role"
        elif role == "system":
            if at > 0:
                yield "role"
        else:
            if role != expected:
                yield "role"
            expected = "assistant" if role == "user" else "user"
    if messages[-1].get("role") != "assistant":
        yield "role"
    first = next((one for one in messages if one.get("role") == "user"), None)
    if "prompt" in row and first is not None and row["prompt"] != first.get("content"):
        yield "prompt"


def hashes(row):
    """Of a conversation as it is, and without case and white space."""
    turns = [(one.get("role"), one.get("content")) for one in row.get("messages") or []]
    exact = json.dumps(turns, ensure_ascii=False)
    near = re.sub(r"\s+", " ", exact.lower())
    return (
        hashlib.blake2b(exact.encode("utf-8", "surrogatepass"), digest_size=16).digest(),
        hashlib.blake2b(near.encode("utf-8", "surrogatepass"), digest_size=16).digest(),
    )


def check(train, test):
    """Rules of each row, duplicates within a file, leakage between the two; each exact and normalised."""
    counts = {}

    def count(kind):
        counts[kind] = counts.get(kind, 0) + 1

    def look(path, known):
        seen = (set(), set())
        with open(path, encoding="utf-8") as lines:
            for line in lines:
                row = json.loads(line)
                for kind in problems(row):
                    count(kind)
                for name, key, here, there in zip(("exact", "near"), hashes(row), seen, known):
                    if key in here:
                        count("duplicate " + name)
                    if key in there:
                        count("leakage " + name)
                    here.add(key)
        return seen

    look(test, look(train, (set(), set())))
    return counts


def main():
    parquet, folder = sys.argv[1:3]
    train, test = (os.path.join(folder, name) for name in ("train.jsonl", "test.jsonl"))
    rows = load_dataset("parquet", data_files=parquet, split="train", cache_dir=os.path.join(folder, "cache"))
    sides = rows.train_test_split(test_size=0.2, seed=42)
    sides["train"].to_json(train, lines=True)
    sides["test"].to_json(test, lines=True)
    if "--checks" in sys.argv:
        print(json.dumps(check(train, test)))


main()
