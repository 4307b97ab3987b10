// The second half of the form, behind.js: it is asked for while nobody types, so that the form is there first; at once
// when somebody begins; and again when it did not come.

const SOON = 2000; // milliseconds until it is asked for, at most

const idle = (act) =>
  window.requestIdleCallback ? requestIdleCallback(act, { timeout: SOON }) : setTimeout(act);

// `arrive` is given the module, once. `lost` is told that it did not come, and whether somebody waits for it.
//
//   soon()     asks for it
//   ask()      asks now; resolves to whether it is here
//   when(act)  does something once it is here; says so where it does not come
//   again()    asks again, because somebody wants to
export const coming = (arrive, lost) => {
  let here = false;
  let asked = null;

  const came = async (found) => {
    here = true;
    await arrive(found);
    return true;
  };
  const failed = () => {
    asked = null;
    lost(false);
    return false;
  };
  const ask = () => (asked ??= import("./behind.js").then(came, failed));

  const again = async () => {
    if (await ask()) return;
    // Some browsers never fetch again what failed once, but do so for a page that is opened anew.
    const { ok } = await fetch(location.pathname, { cache: "no-store" }).catch(() => ({ ok: false }));
    if (ok) location.reload();
    else lost(true);
  };

  addEventListener("online", () => here || ask());
  return {
    ask,
    again,
    soon: () => idle(ask),
    when(act) {
      if (here) act();
      else ask().then((found) => (found ? act() : lost(true)));
    },
  };
};
