// The lists, in a worker beside the page, so that typing never waits for them; here where no worker can be had.

const beside = () =>
  new Promise((resolve, reject) => {
    const worker = new Worker(new URL("./lists.js", import.meta.url), { type: "module" });
    const waiting = new Map();
    let asked = 0;
    const ask = (name, ...given) =>
      new Promise((...both) => {
        waiting.set((asked += 1), both);
        worker.postMessage({ id: asked, name, given });
      });
    worker.onmessage = ({ data: { id, found, lost } }) => {
      // It says first that it is there.
      if (!id) return resolve(ask);
      const [answer, refuse] = waiting.get(id);
      waiting.delete(id);
      lost ? refuse(new Error(lost)) : answer(found);
    };
    worker.onerror = reject;
  });

const here = async () => {
  const { Lists } = await import("./lists.js");
  const lists = new Lists();
  return async (name, ...given) => lists[name](...given);
};

// Resolves to a function: the name of a method of Lists, and what it takes → a promise of what it returns.
export const engine = () => beside().catch(here);
