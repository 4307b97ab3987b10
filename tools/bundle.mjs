// Bundle an npm package as one small module: node tools/bundle.mjs PACKAGE_FOLDER PIN_AS_JSON BANNER.
// What the pin leaves out (`without`) becomes nothing, methods of classes (`without_methods`) too; what it replaces
// comes from tools/vendored; what it changes, must be there to be changed.

import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

const [folder, pinned, banner] = process.argv.slice(2);
const pin = JSON.parse(pinned);
const { build } = createRequire(path.join(folder, "package.json"))("esbuild");
const ours = path.join(import.meta.dirname, "vendored");

// As the package is written: a method of a class stands four spaces in, and so does the brace that ends it.
const cut = (text, name) => {
  const method = new RegExp(`^    (?:static )?(?:async )?${name}\\(.*\\{\\n[^]*?^    \\}\\n`, "m");
  if (!method.test(text)) throw new Error(`there is no method ${name}`);
  return text.replace(method, "");
};

const parts = {
  name: "parts",
  setup(bundle) {
    for (const name of pin.replaced ?? []) {
      const filter = new RegExp(`^${name.replace(/\W/g, "\\$&")}$`);
      bundle.onResolve({ filter }, () => ({
        path: path.join(ours, name.endsWith(".js") ? name : `${name}.js`),
      }));
    }
    const { without = [], without_methods: methods = [], changed = {} } = pin;
    bundle.onLoad({ filter: methods.length ? /\.m?js$/ : /\.mjs$/ }, ({ path: file }) => {
      const part = file.split(`/${pin.package}/`).pop();
      if (without.includes(part)) return { contents: "export default () => false;" };
      const changes = (changed[part] ?? []).reduce(
        (text, [from, to]) => {
          if (!text.includes(from)) throw new Error(`${part} does not hold ${from}`);
          return text.replaceAll(from, to);
        },
        fs.readFileSync(file, "utf8"),
      );
      return { contents: methods.reduce(cut, changes) };
    });
  },
};

const entry = pin.entry
  ? { entryPoints: [path.join(ours, pin.entry)], nodePaths: [path.join(folder, "node_modules")] }
  : { entryPoints: [path.join(folder, "node_modules", pin.package)] };
const made = await build({
  ...entry,
  banner: { js: banner },
  bundle: true,
  minify: true,
  write: false,
  format: "esm",
  target: "es2022",
  legalComments: "none",
  // Names that nobody outside may use.
  mangleProps: pin.mangled === false ? undefined : /^_/,
  plugins: [parts],
});
process.stdout.write(made.outputFiles[0].text);
