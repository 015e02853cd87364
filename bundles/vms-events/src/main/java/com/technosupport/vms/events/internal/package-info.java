/** The way of an event from the bus to the database and its listeners. */
package com.technosupport.vms.events.internal;
