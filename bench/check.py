"""The checks of `npm run data:check` as one would write them in Python, with its standard library alone."""
import hashlib
import json
import sys

ROLES = ("system", "user", "assistant")
CONTEXT = 4096


def once(pairs):
    row = dict(pairs)
    if len(row) != len(pairs):
        raise ValueError("a name twice")
    return row


def problems(row):
    messages = row.get("messages") if isinstance(row, dict) else None
    if not isinstance(messages, list) or not messages:
        yield "messages"
        return
    before = None
    for message in messages:
        role, content = message.get("role"), message.get("content")
        follows = {None: ("system", "user"), "system": ("user",), "user": ("assistant",), "assistant": ("user",)}
        if role not in ROLES or role not in follows.get(before, ROLES):
            yield "role"
        if not isinstance(content, str) or not content.strip():
            yield "content"
        before = role
    if before != "assistant":
        yield "role"
    first = next((message["content"] for message in messages if message.get("role") == "user"), None)
    if "prompt" in row and row["prompt"] != first:
        yield "prompt"


def main(files):
    counts, training = {}, None
    for path in files:
        exact, near, rows = set(), set(), 0
        with open(path, "rb") as lines:
            for line in lines:
                rows += 1
                found = []
                try:
                    row = json.loads(line.decode("utf-8"), object_pairs_hook=once)
                    found = list(problems(row))
                    if not found:
                        messages = row["messages"]
                        text = "\0".join(m["role"] + "\1" + m["content"] for m in messages)
                        same = hashlib.sha256(text.encode("utf-8")).digest()
                        like = hashlib.sha256("".join(text.lower().split()).encode("utf-8")).digest()
                        if same in exact:
                            found.append("duplicate")
                        elif like in near:
                            found.append("near-duplicate")
                        if training and same in training[0]:
                            found.append("leakage")
                        elif training and like in training[1]:
                            found.append("near-leakage")
                        exact.add(same)
                        near.add(like)
                        if sum(4 + len(m["content"]) / 4 for m in messages) > CONTEXT:
                            found.append("too-long")
                except ValueError:
                    found = ["json"]
                for kind in found:
                    counts[kind] = counts.get(kind, 0) + 1
        training = training or (exact, near)
        print(path, rows)
    print(counts)


main(sys.argv[1:])
