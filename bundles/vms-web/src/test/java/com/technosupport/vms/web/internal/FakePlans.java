package com.technosupport.vms.web.internal;

import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.PlanId;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.store.PlanStore;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Plans in memory. */
public final class FakePlans implements PlanStore {

    private final Map<PlanId, Plan> plans = new ConcurrentHashMap<>();
    private final Map<PlanId, byte[]> pictures = new ConcurrentHashMap<>();

    @Override
    public List<Plan> plans() {
        return plans.values().stream().sorted(Comparator.comparing(Plan::name)).toList();
    }

    @Override
    public Optional<Plan> plan(PlanId id) {
        return Optional.ofNullable(plans.get(id));
    }

    @Override
    public Optional<byte[]> picture(PlanId id) {
        return Optional.ofNullable(pictures.get(id));
    }

    @Override
    public void insert(Plan plan, byte[] picture) {
        plans.put(plan.id(), plan);
        pictures.put(plan.id(), picture.clone());
    }

    @Override
    public void replace(Plan plan, Optional<byte[]> picture) {
        if (plans.get(plan.id()).revision() != plan.revision() - 1) {
            throw new VmsException(ErrorCode.CHANGED_MEANWHILE, "Somebody else was quicker");
        }
        plans.put(plan.id(), plan);
        picture.ifPresent(bytes -> pictures.put(plan.id(), bytes.clone()));
    }

    @Override
    public void delete(PlanId id) {
        plans.remove(id);
        pictures.remove(id);
    }
}
