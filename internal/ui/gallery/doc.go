// Command gallery shows every view component and whole sample pages with
// made-up data, so that looks can be judged and checked for accessibility
// without a database. It serves them, or writes them to a folder with -out. It
// is a tool of the developer; the product does not import it, and nothing in it
// talks to anything but the components.
package main
