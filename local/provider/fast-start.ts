import { enableCompileCache, flushCompileCache, setSourceMapsSupport } from "node:module";

// Imported before everything else: tsx, which has just been loaded, makes Node read the map of every library's file.
setSourceMapsSupport(true, { nodeModules: false, generatedCode: false });
enableCompileCache();
// The engine kills its providers: what is written at their end is never written.
setTimeout(flushCompileCache, 500).unref();
