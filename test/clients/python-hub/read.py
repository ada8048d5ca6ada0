"""Reads a data set as the tutorials do, and a parquet file; prints what it found as JSON."""

import json
import sys

import datasets
import huggingface_hub
import pyarrow.parquet

name, split, file = sys.argv[1:4]
api = huggingface_hub.HfApi()
rows = datasets.load_dataset(name, split=split)
table = pyarrow.parquet.read_table(file)
try:
    api.dataset_info("osprin/none")
    refusal = None
except huggingface_hub.errors.RepositoryNotFoundError as error:
    refusal = type(error).__name__
try:
    huggingface_hub.hf_hub_download("osprin/gated", "a.parquet", repo_type="dataset")
    gated = None
except huggingface_hub.errors.GatedRepoError as error:
    gated = type(error).__name__
print(
    json.dumps(
        {
            "features": {key: str(value) for key, value in rows.features.items()},
            "ids": rows["prompt_id"][:],
            "refusal": refusal,
            "gated": gated,
            "sha": api.dataset_info(name).sha,
            "refs": [ref.name for ref in api.list_repo_refs(name, repo_type="dataset").branches],
            "file": {"ids": table.column("prompt_id").to_pylist(), "type": str(table.schema.field("messages").type)},
        }
    )
)
