// What a page tells of itself while it is measured: keys, answers of a Worker, frames with results, long tasks.
// Runs before the page's own scripts.

const bench = { key: 0, asked: 0, sent: 0, heard: 0, tasks: [], waiting: null, wanted: () => true };
window.bench = bench;

new PerformanceObserver((list) => {
  for (const { startTime, duration } of list.getEntries()) bench.tasks.push({ startTime, duration });
}).observe({ type: "longtask", buffered: true });

addEventListener(
  "input",
  () => {
    Object.assign(bench, { key: performance.now(), sent: 0, heard: 0 });
  },
  true,
);

// The first question after a key, and the last answer before its results, are the Worker's time.
window.Worker = class extends Worker {
  constructor(...given) {
    super(...given);
    super.addEventListener("message", () => (bench.heard = performance.now()));
  }
  postMessage(...given) {
    bench.sent ||= performance.now();
    super.postMessage(...given);
  }
};

// A frame that holds results is painted: what follows the callback before it, once that is through.
function painted() {
  requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      // Results of an earlier key, shown once more, are not what is waited for.
      if (!bench.waiting || bench.key < bench.asked || !bench.wanted()) return;
      const { key, sent, heard } = bench;
      const worker = sent && heard > sent ? { wait: sent - key, worker: heard - sent } : {};
      const now = performance.now();
      bench.waiting({ ...worker, all: now - key, paint: heard > sent ? now - heard : null, at: now });
      bench.waiting = null;
    };
    port2.postMessage(null);
  });
}

addEventListener("DOMContentLoaded", () => {
  const found = document.querySelector("#found");
  if (!found) return;
  const before = found.textContent;
  bench.changed = () => found.textContent !== before;
  // Each time that results are shown the heading is written anew, whether its words change or not.
  new MutationObserver(painted).observe(found, { childList: true, characterData: true, subtree: true });
});

// Resolves when the results of what is typed next are painted; to null when that takes two minutes.
bench.next = (wanted = () => true) => {
  Object.assign(bench, { wanted, asked: performance.now() });
  bench.result = new Promise((resolve) => {
    bench.waiting = resolve;
    setTimeout(() => resolve(null), 120_000);
  });
};
