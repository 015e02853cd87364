package com.technosupport.vms.detection.internal.track;

import com.technosupport.vms.api.event.EventMessage.Box;

/** A rectangle that may lie beyond the picture. */
record Area(double left, double top, double right, double bottom) {

    static Area of(Box box) {
        return new Area(box.x(), box.y(), box.x() + box.w(), box.y() + box.h());
    }

    /** Larger by a part of its size on each side. */
    Area grown(double part) {
        double dx = (right - left) * part;
        double dy = (bottom - top) * part;
        return new Area(left - dx, top - dy, right + dx, bottom + dy);
    }

    private double size() {
        return (right - left) * (bottom - top);
    }

    /** The part of their union that they have in common. */
    double overlap(Area other) {
        double w = Math.min(right, other.right) - Math.max(left, other.left);
        double h = Math.min(bottom, other.bottom) - Math.max(top, other.top);
        if (w <= 0 || h <= 0) {
            return 0;
        }
        return w * h / (size() + other.size() - w * h);
    }
}
