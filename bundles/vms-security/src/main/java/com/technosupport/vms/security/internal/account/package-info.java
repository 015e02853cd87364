/** Accounts: their administration, and the first one. */
package com.technosupport.vms.security.internal.account;
