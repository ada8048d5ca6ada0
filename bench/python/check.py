"""The rules of `npm run data:check` as one would write them in Python with its standard library alone.

usage: check.py TRAIN [TEST]    prints how often each kind of problem was found, as JSON
"""

import hashlib
import json
import math
import sys

FOLLOWERS = {
    None: ("system", "user"),
    "system": ("user",),
    "user": ("assistant",),
    "assistant": ("user",),
}
ROLES = ("system", "user", "assistant")
CONTEXT = 4096


def once(pairs):
    row = dict(pairs)
    if len(row) != len(pairs):
        raise ValueError("a name twice")
    return row


def no_constant(name):
    raise ValueError(f"{name} is no JSON")


def problems(row):
    """What is wrong with a row that was parsed."""
    if not isinstance(row, dict):
        yield "json"
        return
    messages = row.get("messages")
    if not isinstance(messages, list) or not messages:
        yield "messages"
        return
    good, before = True, None
    for at, message in enumerate(messages):
        if not isinstance(message, dict):
            yield "messages"
            good, before = False, "?"
            continue
        role, content = message.get("role"), message.get("content")
        is_role = isinstance(role, str) and role in ROLES
        wrong = not is_role or role not in FOLLOWERS.get(before, ROLES)
        if wrong or (at == len(messages) - 1 and role != "assistant"):
            yield "role"
            good = False
        if not isinstance(content, str) or not content.strip():
            yield "content"
            good = False
        before = role if is_role else "?"
    if good and "prompt" in row:
        first = messages[1 if messages[0]["role"] == "system" else 0]
        if row["prompt"] != first["content"]:
            yield "prompt"


def tokens(messages):
    """Estimated: four characters a token, more in other alphabets; four around each message."""
    total = 0
    for message in messages:
        content = message["content"]
        further = 0 if content.isascii() else len(content.encode("utf-8")) - len(content)
        total += 4 + math.ceil(len(content) / 4 + further / 2)
    return total


def digests(messages):
    """Of a conversation as it is, and without case and white space."""
    exact = "\0".join(message["role"] + "\1" + message["content"] for message in messages)
    near = "".join(exact.lower().split())
    return tuple(hashlib.sha256(text.encode("utf-8")).digest() for text in (exact, near))


class Seen:
    """Rows of one file, for those that come again."""

    def __init__(self):
        self.exact, self.near = set(), set()

    def find(self, keys):
        return "" if keys[0] in self.exact else "near-" if keys[1] in self.near else None

    def add(self, keys):
        self.exact.add(keys[0])
        self.near.add(keys[1])


def findings(line, seen, training):
    """All that is wrong with one line; remembers its conversation."""
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError:
        return ["encoding"]
    try:
        row = json.loads(text, object_pairs_hook=once, parse_constant=no_constant)
    except ValueError:
        return ["json"]
    found = list(problems(row))
    if "\\u" in text:
        try:
            json.dumps(row, ensure_ascii=False).encode("utf-8")
        except UnicodeEncodeError:
            return ["encoding", *found]
    if found and found != ["prompt"]:
        return found
    keys = digests(row["messages"])
    again = seen.find(keys)
    if again is not None:
        found.append(again + "duplicate")
    trained = training.find(keys) if training else None
    if trained is not None:
        found.append(trained + "leakage")
    seen.add(keys)
    if tokens(row["messages"]) > CONTEXT:
        found.append("too-long")
    return found


def check(files):
    """How often each kind was found. The first file is for training; the others must share no row with it."""
    counts, training = {}, None
    for file in files:
        seen = Seen()
        with open(file, "rb") as lines:
            for line in lines:
                for kind in findings(line, seen, training):
                    counts[kind] = counts.get(kind, 0) + 1
        training = training or seen
    return counts


if __name__ == "__main__":
    print(json.dumps(check(sys.argv[1:])))
