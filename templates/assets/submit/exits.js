// The ways out of the builder: an e-mail with files, a form on GitHub, a new file there. Nothing leaves unasked.

import { changesOf, published } from "./change.js";
import { mailto } from "./letter.js";
import { download } from "./keep.js";
import { copyText } from "./out.js";

// GitHub refuses an address of more than 8,191 bytes. Whoever is not signed in goes by way of its login, which
// writes the address once more, encoded, into its own. A little is left for what it may add.
const LONGEST = 8000;
const LOGIN = "https://github.com/login?return_to=";

export const fits = (address) => LOGIN.length + address.replace(/[^\w.~-]/g, "%00").length <= LONGEST;

const NEW = "A new portrait";
const CHANGE = "A change to my portrait";

const asking = (address, fields) => `${address}?${new URLSearchParams(fields)}`;

// Returns where the form on GitHub stands: {address, whole}; when not `whole`, the text is to be pasted there.
// The names of its fields are those of .github/ISSUE_TEMPLATE/portrait.yml.
export const formAt = (repository, { name, change, text }) => {
  const what = change ? CHANGE : NEW;
  const fields = { template: "portrait.yml", title: `${what}: ${name}`, who: name, what };
  const at = `${repository}/issues/new`;
  const whole = asking(at, { ...fields, file: text });
  if (fits(whole)) return { address: whole, whole: true };
  const short = asking(at, fields);
  return { address: fits(short) ? short : asking(at, { template: fields.template }), whole: false };
};

// Returns where a new file is proposed on GitHub, likewise.
export const fileAt = (repository, { slug, text }) => {
  const fields = { filename: `content/kles/${slug}.yaml` };
  const at = `${repository}/new/main`;
  const whole = asking(at, { ...fields, value: text });
  return fits(whole) ? { address: whole, whole: true } : { address: asking(at, fields), whole: false };
};

// Returns the link that opens the e-mail, which the files are attached to.
export const mailOf = (office, { slug, name, change, names }) => {
  const subject = `${change ? "A change to my portrait" : "A pen portrait"}: ${slug}`;
  const what = change ? "A change to my portrait" : "My pen portrait";
  const head = `Dear colleague\n\n${what} is attached:\n${names.map((one) => `- ${one}`).join("\n")}\n\n`;
  return mailto(office, subject, head + name) ?? mailto(office, subject, head);
};

// Shows the ways out in a section of the page as soon as the portrait is ready.
export const exits = (section, builder, photo) => {
  const part = (id) => section.querySelector(`#${id}`);
  const { office, repository } = section.dataset;

  // What there is to send: its text and names, or null when nothing differs from what is published.
  const made = () => {
    const portrait = builder.portrait();
    const name = portrait.name ?? "";
    const from = published();
    const image = photo?.file() ?? null;
    const slug = from?.slug ?? builder.slug();
    const record = from && changesOf(slug, from.portrait, portrait, image ? ["photo"] : []);
    if (record && !Object.keys(record.changes).length) return null;
    const text = record ? `${JSON.stringify(record, null, 2)}\n` : builder.text();
    const file = record ? `${slug}-changes.json` : `${slug}.yaml`;
    // A pause is nobody’s business but the office’s; a change says nothing of time on GitHub at all.
    const { status } = (record ? record.changes : portrait).availability ?? {};
    const closed = record ? status !== undefined : status === "paused";
    const names = [file, ...(image ? [`${slug}.jpg`] : [])];
    return { slug, name, change: Boolean(record), text, file, names, image, closed };
  };

  const furnish = (now) => {
    part("exit-form").href = formAt(repository, now).address;
    part("exit-new").href = fileAt(repository, now).address;
    part("exit-long").hidden = formAt(repository, now).whole;
    part("exit-pasted").hidden = now.change || fileAt(repository, now).whole;
    part("exit-new").hidden = now.change;
    part("exit-with-photo").hidden = !now.image;
    part("exit-text").textContent = now.text;
    part("exit-private").hidden = !now.closed;
    part("exit-open").hidden = now.closed;
  };

  const settle = () => {
    // A change is one to what is published: until that is here, it is none yet.
    const known = !builder.changes() || published();
    const ready = known && !builder.faults().some(({ severity }) => severity !== "advice");
    section.hidden = !ready;
    if (!ready) return;
    const now = made();
    part("exit-same").hidden = Boolean(now);
    part("exit-ways").hidden = !now;
    // What was said of something sent is not true of what is written since.
    for (const note of section.querySelectorAll("#exit-mailed, #exit-sent")) note.hidden = true;
    if (!now) return;
    part("exit-name").textContent = now.file;
    part("exit-photo").hidden = !now.image;
    part("exit-mail").href = mailOf(office, now);
    if (repository) furnish(now);
  };

  const after = (note) => {
    part(note).hidden = false;
    builder.say(part(note).querySelector("p").textContent);
  };

  part("exit-file").addEventListener("click", () => {
    const { file, text, change } = made();
    download(file, text, change ? "application/json" : "application/yaml");
    builder.say(`${file} is among your downloads.`);
  });
  part("exit-photo").addEventListener("click", () => {
    const { slug, image } = made();
    download(`${slug}.jpg`, image, "image/jpeg");
    builder.say(`${slug}.jpg is among your downloads.`);
  });
  part("exit-mail").addEventListener("click", () => after("exit-mailed"));

  if (repository) {
    const copy = () => {
      // Where copying is refused, the text is chosen instead, and must be in sight.
      section.querySelector("details").open = true;
      copyText(part("exit-text"), part("exit-copied"));
    };
    part("exit-public").addEventListener("change", ({ target }) => {
      part("exit-github").hidden = !target.checked;
    });
    part("exit-copy").addEventListener("click", copy);
    for (const [id, at] of [
      ["exit-form", formAt],
      ["exit-new", fileAt],
    ])
      part(id).addEventListener("click", () => {
        if (!at(repository, made()).whole) copy();
        after("exit-sent");
      });
  }
  return { settle };
};
