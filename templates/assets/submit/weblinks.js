// What counts as a link that we publish: https, to a named public host, hiding nothing.

import { limits, pattern, said } from "./said.js";

// The host of an address of ours as Python reads it, in small letters.
export const hostOf = (address) => /^https:\/\/([^/?#:]*)/i.exec(address)?.[1].toLowerCase() ?? "";

const isSixth = (host) => {
  try {
    return new URL(`https://[${host}]/`) && true;
  } catch {
    return false;
  }
};

// What is wrong with a web address: the name of what is said, and its blanks.
export const linkFault = (address) => {
  if ([...address].length > limits.link) return said("link-long", { most: limits.link });
  const scheme = address.slice(0, 8).toLowerCase();
  if (scheme.startsWith("http://")) return said("link-http", { secure: `https:${address.slice(5)}` });
  if (scheme !== "https://") return said("link-scheme");
  if (pattern("oddInLink").test(address)) return said("link-odd");
  const place = /^[^/?#]*/.exec(address.slice(8))[0];
  const machine = place.slice(place.lastIndexOf("@") + 1);
  let host = machine.toLowerCase();
  let port = "";
  if (/[[\]]/.test(place)) {
    const inside = /\[([^\]]*)\](?::(.*))?/.exec(machine);
    if (!inside || !isSixth(inside[1])) return said("link-half");
    host = inside[1];
    port = inside[2] ?? "";
  } else if (machine.includes(":")) {
    host = host.slice(0, host.indexOf(":"));
    port = machine.slice(machine.indexOf(":") + 1);
  }
  if (!/^[0-9]*$/.test(port) || Number(port) > 65535) return said("link-half");
  if (place.includes("@")) return said("link-user");
  const isNumber = host.includes(":") || /^(?:[0-9]+|0x[0-9a-f]*)$/.test(host.split(".").pop());
  const own = limits.networks.some((ending) => `.${host}`.endsWith(ending));
  if (isNumber || own || (port && Number(port) !== 443)) return said("link-machine");
  if (!pattern("host", true).test(host)) return said("link-half");
  return host.includes("xn--") ? said("link-code") : null;
};
