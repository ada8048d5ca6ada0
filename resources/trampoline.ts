import { readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * The module that Pulumi's provider process runs for a dynamic resource; its text is in the state, once per resource
 * (`getProvider` in @pulumi/pulumi cmd/dynamic-provider). It loads the handlers of the checkout and nothing else, so that
 * it never changes and `destroy` of an old stack runs today's code. The provider process starts in the project's folder
 * and has no loader for TypeScript; tsx is one. `configure` is called before anything else and is not awaited by
 * concurrent first calls: it has no effect but a synchronous one.
 *
 * Written, not made by Pulumi's serialiser of closures: that one loads the TypeScript compiler, a fifth of a preview.
 */
export const trampoline = readFileSync(join(__dirname, "trampoline.cjs"), "utf8");
