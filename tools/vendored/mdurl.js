// In place of the package `mdurl`: entry.js does what little is needed of it.

export default {};
