/** What objects have to do before they are told: zones, sizes, durations; and whether anything moves at all. */
package com.technosupport.vms.detection.internal.scene;
