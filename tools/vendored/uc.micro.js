// In place of the package `uc.micro`: the browser knows what punctuation, symbols and spaces are.

export const P = /\p{P}/u;
export const S = /\p{S}/u;
export const Z = /\p{Z}/u;
