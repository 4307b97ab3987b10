// Whoever comes by Tab into a table that scrolls sees the whole of where they are: browsers are content with a part,
// even below names of rows that stay.
addEventListener("keyup", ({ key, target }) => {
  if (key === "Tab" && target.parentElement?.closest(".scroll"))
    target.scrollIntoView({ block: "nearest", inline: "nearest" });
});
