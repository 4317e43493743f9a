// Makes an agent into a component: node componentize.js AGENT.js WIT-FOLDER OUTPUT.wasm

import { writeFile } from "node:fs/promises";
import { componentize } from "@bytecodealliance/componentize-js";

const [sourcePath, witPath, output] = process.argv.slice(2);
// Nothing of the engine's own surroundings: the sandbox offers none, and what is left out cannot be asked for.
const disableFeatures = ["clocks", "fetch-event", "http", "random", "stdio"];
const { component } = await componentize({ sourcePath, witPath, worldName: "agent", disableFeatures });
await writeFile(output, component);
