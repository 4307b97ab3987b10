// The photo that a draft names: kept as it is until photo.js is here, which takes one.

// Returns what photo.js gives of a portrait: value() and write(it).
export const photoNamed = (section) => {
  const part = (id) => section.querySelector(`#${id}`);
  let named = "";
  return {
    value: () => (named ? { file: named, alt: part("p-photo-alt").value } : undefined),
    write(photo) {
      named = photo?.file ?? "";
      part("p-photo-alt").value = photo?.alt ?? "";
      part("photo-named").hidden = part("photo-more").hidden = !named;
    },
  };
};
