// What somebody writes, kept on their own device: in this tab, for some days once they ask for it, or as a file.

const storage = {
  tab: () => sessionStorage,
  device: () => localStorage,
};

// Returns what a store holds as an object, or an empty one: even to name a store may be refused.
const get = (where, key) => {
  try {
    return Object(JSON.parse(storage[where]().getItem(key)));
  } catch {
    return {};
  }
};

const drop = (where, key) => {
  try {
    storage[where]().removeItem(key);
  } catch {
    // Nothing was kept.
  }
};

// Returns "" or why it could not be kept: "full" or "blocked".
const put = (where, key, value) => {
  try {
    storage[where]().setItem(key, JSON.stringify(value));
    return "";
  } catch (error) {
    drop(where, key); // what stands there is older than what is on the page
    return error.name === "QuotaExceededError" ? "full" : "blocked";
  }
};

const WHY = {
  full: "Your browser has no room left",
  blocked: "Your browser does not let us keep anything",
};

export const day = (time) =>
  new Date(time).toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric" });

// What a tool of this site keeps in this tab under a key, for another tool.
export const inTab = (key) => get("tab", key);

// Where something stands, and a sentence that says so: {where, told}.
const IN_TAB = { where: "tab", told: "What you write stays in this tab until you close it." };
const onDevice = (until, days) => ({
  where: "device",
  told:
    `What you write stays on this device until ${day(until)}, ${days} days after you last wrote. ` +
    "Whoever uses this browser can read it.",
});
const lost = (why) => ({
  where: "nowhere",
  told: `${WHY[why]}, not even in this tab. What you write is lost when you leave this page: print or download it first.`,
});

// Where something will stand that is not kept for longer.
const inThisTab = () => {
  try {
    return sessionStorage ? IN_TAB : lost("blocked");
  } catch {
    return lost("blocked");
  }
};

// Gives a text as a file among the visitor's downloads. It is made here, and sent nowhere.
export const download = (name, text, type) => {
  const address = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  const link = Object.assign(document.createElement("a"), { href: address, download: name });
  link.click();
  // Not at once: a browser may fetch it a moment later.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
};

// Returns the place for what one tool is told; `key` names it, and nothing else may use that.
//
//   read()               what was kept: {value, where, told, over}; `value` is null when nothing was, `over` the
//                        time at which what the device had kept was deleted, if it just was
//   write(value, longer) keeps it instead: {where, told, refused}; `refused`: not as long as was asked for
//   forget(where)        deletes it in one place, "tab" or "device", or in both: {where, told} of what comes next
//   another()            does the device keep one, whoever wrote it?
//   listen(act)          hears what other tabs do to it, and what they did while this page was put aside
export const keep = (key, days) => {
  const held = () => {
    const { until, value } = get("device", key);
    if (Date.parse(until) > Date.now()) return { value, until };
    drop("device", key);
    return Number.isNaN(Date.parse(until)) ? {} : { over: until };
  };
  return {
    read() {
      const { value } = get("tab", key);
      if (value !== undefined) return { value, ...IN_TAB };
      const { value: older = null, until, over } = held();
      return { value: older, ...(until ? onDevice(until, days) : inThisTab()), over };
    },

    write(value, longer) {
      const until = new Date(Date.now() + days * 86_400_000).toISOString();
      const refused = longer ? put("device", key, { until, value }) : "";
      if (longer && !refused) {
        drop("tab", key);
        return onDevice(until, days);
      }
      const why = put("tab", key, { value });
      if (why) return { ...lost(why), refused: true };
      return refused
        ? { where: "tab", told: `${WHY[refused]} on this device. ${IN_TAB.told}`, refused: true }
        : IN_TAB;
    },

    forget(...places) {
      for (const where of places.length ? places : Object.keys(storage)) drop(where, key);
      return inThisTab();
    },

    another: () => held().value !== undefined,

    listen(act) {
      addEventListener("storage", (event) => {
        if (event.key === key || event.key === null) act();
      });
      addEventListener("pageshow", (event) => event.persisted && act());
    },
  };
};
