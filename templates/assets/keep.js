// What somebody writes, kept on their own device: in this tab or, once they ask for it, for some days.

const storage = {
  tab: () => sessionStorage,
  device: () => localStorage,
};

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

const day = (time) =>
  new Date(time).toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric" });

const NOT_SENT = "It is not sent to us.";
const IN_TAB = `What you write stays in this tab until you close it. ${NOT_SENT}`;
const untilDay = (until) => `What you write stays on this device until ${day(until)}. ${NOT_SENT}`;
const lost = (why) => `${WHY[why]}. What you write is lost when you leave this page: download it first.`;

const isOpen = (where) => {
  try {
    return Boolean(storage[where]());
  } catch {
    return false;
  }
};

// Returns the place for what one tool is told; `key` names it, and nothing else may use that.
//
//   read()               what was kept, or null; is it for longer than this tab; a sentence that says so:
//                        {value, longer, told}
//   write(value, longer) keeps it instead; returns a sentence that says where, or why not
//   forget()             deletes it everywhere
export const keep = (key, days) => ({
  read() {
    const { until, value } = get("device", key);
    if (Date.parse(until) > Date.now()) return { value, longer: true, told: untilDay(until) };
    drop("device", key);
    const told = isOpen("tab") ? IN_TAB : lost("blocked");
    return { value: get("tab", key).value ?? null, longer: false, told };
  },

  write(value, longer) {
    const until = new Date(Date.now() + days * 86_400_000).toISOString();
    const refused = longer ? put("device", key, { until, value }) : "";
    if (longer && !refused) {
      drop("tab", key);
      return untilDay(until);
    }
    drop("device", key);
    const why = put("tab", key, { value });
    if (why) return lost(why);
    return refused ? `${WHY[refused]} for ${days} days. ${IN_TAB}` : IN_TAB;
  },

  forget() {
    for (const where of Object.keys(storage)) drop(where, key);
  },
});
