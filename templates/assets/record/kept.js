// Where a Support Record is kept: in this tab until it is closed or, if somebody asks, on this device for 30 days.

const KEY = "system-leader-directory.record.1";
const ASKED = "system-leader-directory.enquiry.1"; // what was asked for with the shortlist, in this tab
const DAYS = 30;

// Returns what a store gives, or nothing where the browser refuses it: even to name it may be refused.
const tried = (act) => {
  try {
    return act();
  } catch {
    return undefined;
  }
};

const parsed = (text) => tried(() => Object(JSON.parse(text)));

export const day = (time) =>
  new Date(time).toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric" });

// What the device keeps, whichever tab wrote it; a record whose time is over is deleted, and said to be.
const onDevice = () => {
  const held = parsed(tried(() => localStorage.getItem(KEY)) ?? "");
  if (!(held?.until > 0)) return null;
  if (held.until > Date.now()) return held;
  forgetOnDevice();
  return { over: held.until };
};

export const forgetOnDevice = () => tried(() => localStorage.removeItem(KEY));
export const forgetInTab = () => tried(() => sessionStorage.removeItem(KEY));

// Returns {answers, until}: `until` is when what the device keeps is deleted; `over`, when it was.
export const kept = () => {
  const here = parsed(tried(() => sessionStorage.getItem(KEY)) ?? "");
  if (here?.answers) return { answers: Object(here.answers) };
  const held = onDevice();
  return { answers: Object(held?.answers), until: held?.until, over: held?.over };
};

// Is there a record on the device that is not this tab's own?
export const another = () => Boolean(onDevice()?.answers);

// Keeps answers, on the device from now on for 30 days more if asked to. Returns where they now are: a time until
// which the device keeps them, "tab", or "nowhere".
export const keep = (answers, asked) => {
  const until = Date.now() + DAYS * 86_400_000;
  const put = (store, held) => tried(() => (store().setItem(KEY, JSON.stringify(held)), true));
  if (asked && put(() => localStorage, { until, answers })) {
    forgetInTab();
    return until;
  }
  return put(() => sessionStorage, { answers }) ? "tab" : "nowhere";
};

// Hears what other tabs do to what the device keeps, and what they did while this page was put aside.
export const listen = (act) => {
  addEventListener("storage", (event) => {
    if (event.key === KEY || event.key === null) act();
  });
  addEventListener("pageshow", (event) => event.persisted && act());
};

// What somebody asked for on the shortlist's page, in this tab.
export const asked = () => {
  const { need, aims } = parsed(tried(() => sessionStorage.getItem(ASKED)) ?? "") ?? {};
  return [need, aims].filter((words) => typeof words === "string" && words.trim()).join(": ");
};
