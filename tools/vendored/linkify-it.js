// In place of the package `linkify-it`: addresses are no links by themselves.

export default class None {}
