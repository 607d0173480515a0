// Package service keeps the services that the organisation offers and the configuration items that they stand on, so that an incident
// can say what it is about and who depends on it.
//
// A service is what people use and complain about: it has an owner, a team that looks after it, a criticality and a stage of its life. A
// configuration item is anything that must be managed to deliver one: an application, a database, a cluster, a certificate.
//
// It leaves devices with a price and a holder to practice/asset, and what a broken service means for work to the rules in joint.
package service
