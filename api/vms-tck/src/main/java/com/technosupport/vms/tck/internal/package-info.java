/** What the contract tests are made with. */
package com.technosupport.vms.tck.internal;
