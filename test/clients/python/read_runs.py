"""Reads what a workspace's jobs logged with MLflow's own client, and prints it as JSON.

Arguments: MLflow tracking address of the workspace, ARM address, experiment, job.
"""

import json
import os
import sys

from azure.identity import DefaultAzureCredential
from mlflow import MlflowClient
from mlflow.exceptions import RestException


def failure(call):
    try:
        return str(call())
    except RestException as error:
        return error.error_code


def main(tracking, arm, experiment_name, job):
    os.environ["MLFLOW_TRACKING_TOKEN"] = DefaultAzureCredential().get_token(f"{arm}/.default").token
    client = MlflowClient(tracking_uri=tracking)
    experiment = client.get_experiment_by_name(experiment_name)

    def search(text, **more):
        return client.search_runs([experiment.experiment_id], text, **more)

    of_job = f"tags.mlflow.rootRunId = '{job}'"
    pages, token = [], None
    while True:
        page = search(of_job, max_results=4, order_by=["attributes.start_time DESC"], page_token=token)
        pages.append([run.info.start_time for run in page])
        token = page.token
        if not token:
            break
    trained = [run for run in search(of_job) if "epoch" in run.data.metrics]
    run = client.get_run(trained[0].info.run_id)
    history = client.get_metric_history(run.info.run_id, "eval_loss")
    result = {
        "experiments": [found.name for found in client.search_experiments()],
        "byId": client.get_experiment(experiment.experiment_id).name,
        "unknownExperiment": client.get_experiment_by_name("nobody"),
        "unknownRun": failure(lambda: client.get_run("nobody")),
        "wrongFilter": failure(lambda: search("loss of the best")),
        "pages": pages,
        "trained": len(trained),
        "status": run.info.status,
        "metrics": run.data.metrics,
        "history": [[metric.step, metric.value] for metric in history],
        "good": [found.info.run_id == run.info.run_id for found in search("metrics.eval_loss < 3 AND status = 'FINISHED'")],
        "bad": len(search("metrics.eval_loss > 3")),
        "named": len(search("attributes.run_name LIKE '%chat%' AND params.num_train_epochs != '9'")),
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main(*sys.argv[1:])
