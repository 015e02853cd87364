/** What is done when events come. */
package com.technosupport.vms.rules.internal;
