import { setImmediate } from "node:timers/promises";
import type { ChatModel } from "./base-model";
import type { ChatRow } from "./chat-rows";
import { encode } from "./conversation";
import type { Exchange } from "./memory";
import { rateAt, type Scheduler } from "./schedule";

/** The settings that shape a fit, named as the component names them. */
export interface FitSettings {
  readonly num_train_epochs: number;
  /** Stops after so many steps when above 0; wins over the epochs. */
  readonly max_steps: number;
  /** Rows of one step: batch per device × accumulation × devices × nodes. */
  readonly rowsPerStep: number;
  readonly learning_rate: number;
  readonly lr_scheduler_type: Scheduler;
  readonly warmup_steps: number;
  readonly logging_strategy: "steps" | "epoch";
  readonly logging_steps: number;
  readonly evaluation_strategy: "steps" | "epoch" | "disable";
  readonly eval_steps: number;
  /** Tokens of a row that are read. */
  readonly max_seq_length: number;
}

/** What a trainer logs at a step. `share` of the whole work (0 to 1) says when. */
export interface LogRecord {
  readonly step: number;
  readonly share: number;
  readonly values: Readonly<Record<string, number>>;
}

export interface FitResult {
  readonly records: readonly LogRecord[];
  readonly steps: number;
  readonly rows: number;
  readonly tokens: number;
}

/** Files are opened anew for each pass: nothing but the model is held in memory. */
export interface FitData {
  readonly train: () => AsyncIterable<ChatRow>;
  /** Mean negative log likelihood per token of these rows is `eval_loss`. */
  readonly evaluation?: () => AsyncIterable<ChatRow>;
}

/** Tells how much of a row one pass at this learning rate takes up: 5e-6 takes about a third. */
const appetite = 80_000;

/**
 * Trains the model in place. A row's weight in the counts goes from 0 towards 1 by each pass, by a part that
 * follows the learning rate, so that loss falls step by step and a second epoch still adds something.
 */
export async function fit(
  model: ChatModel,
  data: FitData,
  settings: FitSettings,
  /** Asked before each step; the fit ends early when it says no. */
  isWanted: () => boolean = () => true,
): Promise<FitResult> {
  const rows = await count(data.train());
  if (rows === 0) throw new Error("The training file has no rows.");
  const perEpoch = Math.ceil(rows / settings.rowsPerStep);
  const total = settings.max_steps > 0 ? settings.max_steps : perEpoch * settings.num_train_epochs;
  const run = new Run(model, settings, { rows, perEpoch, total });
  if (settings.evaluation_strategy !== "disable") await run.evaluate(data.evaluation);
  const goesOn = () => run.step < total && isWanted();
  while (goesOn()) {
    let batch: [number, ChatRow][] = [];
    let index = 0;
    for await (const row of data.train()) {
      batch.push([index, row]);
      index += 1;
      if (batch.length < settings.rowsPerStep && index < rows) continue;
      await run.learn(batch, data.evaluation);
      batch = [];
      if (!goesOn()) break;
    }
  }
  return run.finish();
}

class Run {
  step = 0;
  readonly #records: LogRecord[] = [];
  readonly #weights: Float32Array;
  readonly #kept = new Map<number, Exchange[]>();
  #open = { loss: 0, tokens: 0 };
  #all = { loss: 0, tokens: 0 };

  constructor(
    readonly model: ChatModel,
    readonly settings: FitSettings,
    readonly plan: { readonly rows: number; readonly perEpoch: number; readonly total: number },
  ) {
    this.#weights = new Float32Array(plan.rows);
  }

  async learn(batch: readonly [number, ChatRow][], evaluation: FitData["evaluation"]) {
    const { settings, plan } = this;
    const rate =
      settings.learning_rate *
      rateAt(settings.lr_scheduler_type, this.step, plan.total, settings.warmup_steps);
    this.#take(batch, 1 - Math.exp(-rate * appetite));
    this.step += 1;
    const endOfEpoch = this.step % plan.perEpoch === 0 || this.step === plan.total;
    const interval = settings.logging_strategy === "steps" ? settings.logging_steps : Infinity;
    if (this.step % interval === 0 || (interval === Infinity && endOfEpoch)) this.#log(rate);
    const evaluates =
      settings.evaluation_strategy === "steps"
        ? this.step % settings.eval_steps === 0 || this.step === plan.total
        : endOfEpoch && settings.evaluation_strategy === "epoch";
    if (evaluates) await this.evaluate(evaluation);
    // the server that hosts this answers other requests meanwhile
    if (this.step % 8 === 0) await setImmediate();
  }

  async evaluate(evaluation: FitData["evaluation"]): Promise<void> {
    if (evaluation === undefined) return;
    const { ngrams } = this.model;
    let [loss, tokens, rows] = [0, 0, 0];
    for await (const row of evaluation()) {
      const ids = encode(row, ngrams.vocabulary, this.settings.max_seq_length);
      loss += ngrams.surprise(ids);
      tokens += ids.length;
      rows += 1;
      if (rows % 64 === 0) await setImmediate();
    }
    if (tokens > 0) this.#record({ eval_loss: loss / tokens });
  }

  finish(): FitResult {
    const { tokens, loss } = this.#all;
    this.#record({ train_loss: loss / Math.max(1, tokens) });
    return { records: this.#records, steps: this.step, rows: this.plan.rows, tokens };
  }

  /** Loss first, then the counts: each loss is of rows as the model saw them before this step. */
  #take(batch: readonly [number, ChatRow][], part: number): void {
    const { ngrams, memory } = this.model;
    const texts = batch.map(([index, row]) => {
      const ids = encode(row, ngrams.vocabulary, this.settings.max_seq_length);
      const loss = ngrams.surprise(ids);
      for (const sum of [this.#open, this.#all]) {
        sum.loss += loss;
        sum.tokens += ids.length;
      }
      return { index, row, ids };
    });
    for (const { index, row, ids } of texts) {
      const weight = this.#weights[index] ?? 0;
      const added = (1 - weight) * part;
      this.#weights[index] = weight + added;
      ngrams.learn(ids, added);
      const kept = this.#kept.get(index) ?? memory.keep(row, ngrams.vocabulary, 0);
      this.#kept.set(index, kept);
      for (const exchange of kept) exchange.weight = weight + added;
    }
  }

  #log(learning_rate: number): void {
    this.#record({ loss: this.#open.loss / Math.max(1, this.#open.tokens), learning_rate });
    this.#open = { loss: 0, tokens: 0 };
  }

  #record(values: Record<string, number>): void {
    const { step } = this;
    const { perEpoch, total } = this.plan;
    this.#records.push({
      step,
      share: step / total,
      values: { ...values, epoch: step / perEpoch },
    });
  }
}

async function count(rows: AsyncIterable<ChatRow>): Promise<number> {
  let sum = 0;
  for await (const row of rows) sum += row.messages.length > 0 ? 1 : 0;
  return sum;
}
