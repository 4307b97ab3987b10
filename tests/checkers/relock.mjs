// Makes the lock one that every npm from 9.2 on can install from, though it names no registry (.npmrc).
// A package that asks for "latest" of another shall have the one in the lock: without an address npm cannot tell
// that this was the latest once, and asks the registry for today's, which the lock lacks.
import { readFileSync, writeFileSync } from "node:fs";

const lock = JSON.parse(readFileSync("package-lock.json", "utf8"));
for (const [place, { dependencies }] of Object.entries(lock.packages)) {
  for (const [name, wanted] of Object.entries(dependencies ?? {})) {
    const found = lock.packages[`${place}/node_modules/${name}`] ?? lock.packages[`node_modules/${name}`];
    if (wanted === "latest") dependencies[name] = found.version;
  }
}
writeFileSync("package-lock.json", `${JSON.stringify(lock, null, 2)}\n`);
