// Runs Azurite's blob service for local Azure: `node azurite-child.cjs FOLDER`, accounts in AZURITE_ACCOUNTS.
// Plain JavaScript: loading Azurite through a TypeScript loader doubles its start time.
// It ends when its standard input ends, which the system closes also when the parent is killed with SIGKILL;
// only an orderly end makes Azurite write its index.
const { existsSync, mkdirSync, readFileSync, writeFileSync } = require("node:fs");
const { connect } = require("node:net");
const { join } = require("node:path");
const { setTimeout: wait } = require("node:timers/promises");
const { setTimeout } = require("node:timers");

const folder = process.argv[2];
const ownerFile = join(folder, "owner.json");
const longestClose = 5000;
let ended = false;
let listening = false;
let ending = false;

function end() {
  // Azurite takes the message only once it listens; an earlier end is kept until then.
  if (!ended || !listening || ending) return;
  ending = true;
  process.emit("message", "shutdown");
  setTimeout(() => process.exit(0), longestClose).unref();
}

function alive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

function answers(port) {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });
}

/** Waits for an Azurite of an earlier local Azure that still writes into the same folder. */
async function waitForOwner() {
  if (!existsSync(ownerFile)) return;
  const { pid, port } = JSON.parse(readFileSync(ownerFile, "utf8"));
  for (let waited = 0; alive(pid); waited += 50) {
    // After a reboot the number may be that of any process.
    if (waited > longestClose && !(await answers(port))) return;
    if (waited > 3 * longestClose) throw new Error(`process ${pid} still uses '${folder}'`);
    await wait(50);
  }
}

function watchItsWords() {
  console.log = (line) => {
    // The open standard input would keep the process.
    if (/successfully closed/.test(String(line))) process.exit(0);
    const port = /listens on http:\/\/127\.0\.0\.1:(\d+)/.exec(String(line))?.[1];
    if (port === undefined) return;
    writeFileSync(ownerFile, JSON.stringify({ pid: process.pid, port: Number(port) }));
    process.stdout.write(`${port}\n`);
    // Azurite adds its listener in the same turn, after a few promises.
    setTimeout(() => {
      listening = true;
      end();
    }, 100);
  };
}

async function main() {
  const endSoon = () => {
    ended = true;
    end();
  };
  process.stdin.resume().once("end", endSoon);
  // Azurite listens for signals too, but only some time after it takes requests; it must not be told twice.
  const onSignal = (signal) => {
    if (process.listenerCount(signal) > 0) ending = true;
    else endSoon();
  };
  process.once("SIGTERM", onSignal).once("SIGINT", onSignal);
  process.stdout.on("error", () => {});
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  await waitForOwner();
  if (ended) return;
  watchItsWords();
  const flags = ["silent", "skipApiVersionCheck", "disableProductStyleUrl", "disableTelemetry"];
  process.argv.splice(1, Infinity, "azurite-blob", "--blobPort", "0", "--location", folder);
  process.argv.push(...flags.map((flag) => `--${flag}`));
  require("azurite/dist/src/blob/main.js");
}

main().catch((error) => {
  console.error(`Azurite does not start: ${error.message}`);
  process.exit(1);
});
