// Where people say they are → a point and its districts; how far it is to a leader's nearest school.

import { fold, slugged } from "./text.js";

const EARTH = 3958.8; // miles from its middle to its face
const radians = (degrees) => (degrees * Math.PI) / 180;

// Returns miles between two points, as the crow flies (haversine).
export const miles = ([lat1, lon1], [lat2, lon2]) => {
  const [up, along] = [radians(lat2 - lat1) / 2, radians(lon2 - lon1) / 2];
  const chord = Math.sin(up) ** 2 + Math.cos(radians(lat1)) * Math.cos(radians(lat2)) * Math.sin(along) ** 2;
  return 2 * EARTH * Math.asin(Math.sqrt(chord));
};

// Places are good to about a mile, so distances are told in whole miles.
export const about = (distance) => (distance < 1.5 ? "about a mile" : `about ${Math.round(distance)} miles`);

const POSTCODE = /^([a-z]{1,2}[0-9][a-z0-9]?)(?: ?[0-9][a-z]{2})?$/;
const SCOTTISH = /^(ab|dd|dg|eh|fk|g|hs|iv|ka|kw|ky|ml|pa|ph|td|ze)[0-9]/;

const hasPoint = (district) => district.length > 5;

// Returns {place} or {odd: a sentence} for what somebody typed or an address holds; {} for nothing.
export const placeOf = (places, typed) => {
  const text = fold(typed).trim().replace(/\s+/g, " ");
  if (!text) return {};
  const postcode = POSTCODE.exec(text);
  if (postcode) {
    const code = postcode[1].toUpperCase();
    const found = places.postcodes.find(([known]) => known === code);
    if (found) {
      const [, lat, lon, districts] = found;
      return { place: { key: code, label: code, point: [lat, lon], districts } };
    }
    const where = SCOTTISH.test(text) ? "is in Scotland" : "is not in or near Kent";
    return { odd: `${code} ${where}, so we cannot measure from there. Try a town or postcode in Kent.` };
  }
  const slug = slugged(text);
  const named = (name) => slugged(name) === slug;
  const town =
    places.towns.find(([key, name]) => key === slug || named(name)) ??
    places.towns.find(([, , synonyms]) => synonyms.some(named));
  if (town) {
    const [key, name, , lat, lon, district] = town;
    return { place: { key, label: name, point: [lat, lon], districts: [district] } };
  }
  const district = places.districts
    .filter(hasPoint)
    .find(([key, label, former]) => key === slug || named(label) || former.some(named));
  if (district) {
    const [key, label, , , lat, lon] = district;
    return { place: { key, label, point: [lat, lon], districts: [key] } };
  }
  const shown = `“${typed.trim().slice(0, 40)}”`;
  return {
    odd: `We do not know where ${shown} is. Try the nearest town, or the first half of a postcode such as ME12.`,
  };
};

// Returns the names that a box may offer while somebody types.
export const names = (places) => {
  const all = [
    ...places.towns.map(([, name]) => name),
    ...places.districts.filter(hasPoint).map(([, label]) => label),
  ];
  return [...new Set(all)].sort((one, other) => one.localeCompare(other, "en-GB"));
};

// Returns for each leader the miles to the nearest of their schools; Infinity where no school can be placed.
export const distances = (leaders, place) =>
  leaders.points.map((points) =>
    Math.min(Infinity, ...points.filter((point) => point?.length).map((point) => miles(point, place.point))),
  );

// Returns the area that a district belongs to, with whom to ask: [slug, label, chair, advisers]; or undefined.
export const areaOf = (places, district) => {
  const found = places.districts.find(([slug]) => slug === district);
  return found && places.areas.find(([slug]) => slug === found[3]);
};
