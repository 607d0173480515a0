// Package licence says how a product stands on a date: what is owned, promised and installed, what is missing and at what price, and
// every row that was counted or not, with the reason in words.
//
// An audit asks for the evidence and not for the figure, and a figure that cannot be taken apart is not believed. So the position is a
// pure function of entitlements, allocations and installs: the same rows give the same position, in whatever order they come, and the
// evidence always sums to the figures. Where several kinds of licence cover one product they are used in a fixed order: those without a
// limit first, then users, devices, cores and concurrent use; what is left over at the end is what is short.
//
// It leaves to the asset practice where rows are kept and what a product is, to package product which install belongs to which product,
// and to a lawyer what a contract says: the rules here are those most contracts share.
package licence
