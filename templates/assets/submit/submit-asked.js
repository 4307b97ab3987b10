// Whose change the address asks for, `#change=sian-obrien`; or undefined.
export const asked = () => /^#change=([a-z0-9]+(?:-[a-z0-9]+)*)$/.exec(location.hash)?.[1];
