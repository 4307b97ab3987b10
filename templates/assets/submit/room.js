// How much room is left in a field. It is told a moment after the last key, so that a screen reader is not talked over.

const NEAR = 0.9; // of a limit: from here on it is told how much is left
const QUIET = 1000; // milliseconds after the last key

let waiting = 0;
export const sayLater = (say, words) => {
  clearTimeout(waiting);
  waiting = words ? setTimeout(() => say(words), QUIET) : 0;
};

const characters = (number) => `${number.toLocaleString("en-GB")} character${number === 1 ? "" : "s"}`;

export const count = (field, say) => {
  const { most } = field.dataset;
  const typed = field.value.trim();
  const length = [...typed].length;
  const near = length >= NEAR * most;
  let line = field.parentElement.querySelector(".counted");
  if (!line) {
    line = Object.assign(document.createElement("p"), { className: "counted small quiet" });
    field.after(line);
  }
  const left = most - length;
  const words = left < 0 ? `${characters(-left)} too many` : `${characters(left)} left`;
  const long = `${characters(length)}, ${typed.split(/\s+/).filter(Boolean).length} words`;
  line.textContent = near ? words : field.rows > 9 && length ? long : "";
  sayLater(say, near && words);
};
