import { RunRequest, ProgramInfo } from "@pulumi/pulumi/proto/language_pb";
import { expect } from "chai";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { checkout } from "../../engine/cli-cache";
import { programStart, splitArguments } from "../../engine/program-run";

function request(options: Record<string, string | boolean>): RunRequest {
  const info = new ProgramInfo();
  info.setRootDirectory(checkout);
  info.setProgramDirectory(checkout);
  info.setEntryPoint(".");
  info.setOptions(Struct.fromJavaScript(options));
  const run = new RunRequest();
  run.setInfo(info);
  run.setPwd(checkout);
  run.setProject("p");
  run.setStack("s");
  run.setMonitorAddress("127.0.0.1:1");
  run.setParallel(16);
  run.getConfigMap().set("p:size", "big");
  run.setConfigsecretkeysList(["p:key"]);
  return run;
}

describe("programStart", () => {
  it("puts Node's own arguments before the runtime and ours behind it", () => {
    const run = request({ nodeargs: "--require tsx/cjs", typescript: false });
    run.setDryrun(true);
    const { args, cwd } = programStart(run, "127.0.0.1:2");
    expect(args.slice(0, 2)).to.deep.equal(["--require", "tsx/cjs"]);
    expect(args[2]).to.match(/@pulumi\/pulumi\/cmd\/run\/index\.js$/);
    expect(args.slice(3).join(" ")).to.equal(
      `--monitor 127.0.0.1:1 --engine 127.0.0.1:2 --project p --stack s --root-directory ${checkout} ` +
        `--pwd ${checkout} --parallel 16 --dry-run .`,
    );
    expect(cwd).to.equal(checkout);
  });

  it("hands over config, and lets the runtime compile unless 'typescript' is false", () => {
    expect(programStart(request({ typescript: false }), "e").env).to.deep.equal({
      PULUMI_CONFIG: '{"p:size":"big"}',
      PULUMI_CONFIG_SECRET_KEYS: '["p:key"]',
    });
    expect(programStart(request({}), "e").env).to.include({ PULUMI_NODEJS_TYPESCRIPT: "true" });
  });
});

describe("splitArguments", () => {
  it("splits at blanks and keeps what is quoted together", () => {
    expect(splitArguments(` --a  "b c" --d='e f' `)).to.deep.equal(["--a", "b c", "--d=e f"]);
    expect(splitArguments("")).to.deep.equal([]);
  });
});
